/** Changes of about 1,000 lines in each language that the rules know, and some with known mistakes. */
export const usualReleases: readonly string[] = [
  "npm:zod@4.1.0..4.1.5",
  "npm:openai@4.54.0..4.55.0",
  "pypi:paramiko@2.12.0..3.0.0",
  "pypi:celery@5.3.6..5.4.0",
  "go:github.com/gin-gonic/gin@v1.9.1..v1.10.0",
  "go:github.com/hashicorp/consul/api@v1.18.0..v1.20.0",
  "maven:com.google.code.gson:gson@2.10..2.10.1",
  "maven:org.apache.commons:commons-lang3@3.13.0..3.14.0",
];
