import { expect, test } from "vitest";
import {
  contentTypeOf,
  soundAddress,
  voiceMessage,
} from "../../src/features/voice/voice-answer.ts";
import { voicePage } from "../../src/features/voice/voice-page.ts";

test("sound is played only as sound", () => {
  expect(soundAddress({ content_type: "audio/mpeg", base64: "SUQz" })).toBe(
    "data:audio/mpeg;base64,SUQz",
  );
  expect(soundAddress({ content_type: "text/html", base64: "PGI+" })).toBeNull();
  expect(soundAddress({ content_type: "audio/mpeg", base64: 'x" onerror="' })).toBeNull();
  expect(soundAddress(null)).toBeNull();
});

test.each([
  ["/tmp/a.WAV", "audio/wav"],
  ["/tmp/a.mp3", "audio/mpeg"],
  ["/tmp/a", "audio/webm"],
])("the sound of %s is %s", (path, wanted) => {
  expect(contentTypeOf(path)).toBe(wanted);
});

test("the page is heard only in the words that it has", () => {
  const bytes = new Uint8Array([1]);
  const heard = (value: unknown) => voiceMessage.safeParse(value).success;
  expect(heard({ type: "recorded", bytes, contentType: "audio/webm;codecs=opus" })).toBe(true);
  expect(heard({ type: "recorded", bytes, contentType: "text/html" })).toBe(false);
  expect(heard({ type: "run", command: "x" })).toBe(false);
});

test("the page loads nothing and plays nothing that it is not given", () => {
  const page = voicePage({
    scriptUri: "s.js",
    styleUri: "s.css",
    cspSource: "https://w",
    nonce: "n",
  });
  expect(/Policy" content="([^"]*)"/.exec(page)?.[1]).toBe(
    "default-src 'none'; style-src https://w; script-src 'nonce-n'; media-src data:; base-uri 'none'; form-action 'none'",
  );
});
