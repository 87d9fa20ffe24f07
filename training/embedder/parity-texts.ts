/** Prints a dozen texts with their words, for export.py: node training/embedder/parity-texts.ts */
import { splitWords } from "@devflow/retrieval/training";

const texts = [
  "",
  "   \n\t {}();",
  "parseHTTPResponse",
  "user_store.findById(userId2)",
  "How are webhook signatures verified?",
  "export function add(a: number, b: number) {\n  return a + b;\n}",
  "def read_file(path): return open(path).read()",
  "error error error error retry",
  "SCREAMING_SNAKE_CASE XMLHttpRequest utf8 base64 int32_t",
  "größe ändern, naïve café",
  "Пользователь не найден",
  "ユーザーが見つかりません 数据库连接",
  "🙂 λx.x मानक देवनागरी",
  "3f786850e387550fdab836ed7e6dc881de23001b".repeat(2),
  "class UserRepository implements Repository<User> { private readonly connection: Connection; }",
];
process.stdout.write(JSON.stringify(texts.map((text) => ({ text, words: splitWords(text) }))));
