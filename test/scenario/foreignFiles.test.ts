import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTrace } from "../../src/workload/traces/parseTrace.ts";
import { problemsOf } from "./parseText.ts";

const secret = "hunter2";
const scenario = "name: x\nhorizon: 1h\nservice: ./other\n";

/** Files that somebody may name by mistake, or to have them shown. */
const texts = [
  `root:${secret}:0:0:root:/root:/bin/bash\n${secret}:x:1:1::/:/bin/false\n`,
  `root:$6$${secret}$${secret}:19000:0:99999:7:::\n`,
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----\n`,
  `PASSWORD=${secret}\nexport TOKEN='${secret}'\n`,
  `github.com:\n  user: ${secret}\n  oauth_token: ${secret}\n`,
  `${secret}: ${secret}\n`,
  `{"auths": {"${secret}": {"auth": "${secret}"}}}`,
  `[${secret}, ${secret}]`,
  `["${secret}"`,
  secret,
  `!${secret} x`,
  `!!${secret} {a: 1}`,
  `!a!${secret} x`,
  `*${secret}`,
  `&${secret}: x`,
  `a: &${secret} *${secret}`,
  `%${secret}\n---\nx`,
  `%TAG ${secret}\n---\nx`,
  `%YAML ${secret}\n---\nx`,
  `"\\${secret}"`,
  `"${secret}`,
  `| ${secret}\n x`,
  `@${secret}`,
  `\`${secret}\``,
  `a: b: ${secret}`,
  `- a\n${secret}`,
  `a: 1\n${secret}`,
  `a: 1\n ${secret}: 2`,
  `? ${secret}\n${secret}`,
  `{a: ${secret} b: ]`,
  `a: 1\na: ${secret}`,
  `x: 1\n---\n${secret}`,
  `<html>${secret}</html>`,
  `\t${secret}`,
  `# nothing\n${secret},${secret}\n`,
];

describe("a file that is not what it should be is never quoted", () => {
  it.each(texts)("as a service: %j", (text) => {
    const problems = problemsOf(scenario, { "./other": text });
    expect(problems).not.toEqual([]);
    expect(problems.join("\n")).not.toContain(secret);
  });

  it.each(texts)("as a trace: %j", (text) => {
    expect(() => parseTrace(text)).toThrow();
    try {
      parseTrace(text);
    } catch (error) {
      expect(String(error)).not.toContain(secret);
    }
  });

  it("as a service, whatever stands around the words", () => {
    const marks = [
      "'",
      '"',
      "|",
      ">",
      "!",
      "&",
      "*",
      "%",
      "@",
      "`",
      "- ",
      "? ",
      ": ",
      "{",
      "}",
      "[",
      "]",
      ",",
      "#",
      "\n",
      "  ",
      "\\",
      "---\n",
      "...",
    ];
    const around = fc.array(fc.constantFrom(...marks, secret, "a: "), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(around, around, (before, after) => {
        const text = `${before.join("")}${secret}${after.join("")}`;
        expect(problemsOf(scenario, { "./other": text }).join("\n")).not.toContain(secret);
      }),
      { numRuns: 1000 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
  });

  it("while a service with a mistake in it is told what was found", () => {
    const service =
      "applications:\n  - name: a\n    import_path: a\n    deployments: [{ name: A, num_replicas: many }]\n";
    expect(problemsOf(scenario, { "./other": service }).join("\n")).toMatch(/found "many"/);
  });
});
