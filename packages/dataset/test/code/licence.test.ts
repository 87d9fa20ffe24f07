import { describe, expect, test } from "vitest";
import {
  isAllowedLicence,
  isLicencePath,
  LicenceMap,
  licenceOfHeader,
  licenceOfText,
} from "../../src/code/licence.ts";

const filler = "Permission and conditions. ".repeat(20);

describe("a licence file", () => {
  test.each([
    ["MIT License\n\nPermission is hereby granted, free of charge, to any person", "MIT"],
    ["                Apache License\n                Version 2.0, January 2004", "Apache-2.0"],
    ["GNU LESSER GENERAL PUBLIC LICENSE … the GNU General Public License", "LGPL-3.0"],
    ["GNU GENERAL PUBLIC LICENSE\nVersion 3", "GPL-3.0"],
    ["Mozilla Public License Version 2.0", "MPL-2.0"],
    ["Redistribution and use in source and binary forms … Neither the name of", "BSD-3-Clause"],
    ["Redistribution and use in source and binary forms", "BSD-2-Clause"],
    ["Business Source License 1.1", "BUSL-1.1"],
    ["Nobody may read this.", "unknown"],
  ])("%j is %s", (text, licence) => {
    expect(licenceOfText(text)).toBe(licence);
  });

  test.each([
    ["LICENSE", true],
    ["a/License", true],
    ["COPYING.LESSER", true],
    ["LICENSE-MIT", true],
    ["licenses/LICENSE.txt", true],
    ["src/license.ts", false],
    ["src/license_test.go", false],
    ["docs/licensing.md", false],
  ])("%s is one: %s", (path, isOne) => {
    expect(isLicencePath(path)).toBe(isOne);
  });
});

describe("a header", () => {
  test.each([
    ["// SPDX-License-Identifier: MIT OR Apache-2.0\n", "MIT OR Apache-2.0"],
    ["/* SPDX-License-Identifier: GPL-2.0-only */", "GPL-2.0-only"],
    [
      '/*\n * Licensed under the Apache License, Version 2.0 (the\n * "License");\n */',
      "Apache-2.0",
    ],
    ["# This file is distributed under the terms of the GNU GPL.\n", "GPL-3.0"],
    ["// Copyright Acme. Unauthorized copying of this file is prohibited.\n", "proprietary"],
    ["// use of this code is governed by a BSD-style license\n", "BSD-3-Clause"],
    ["// Copyright Acme. All rights reserved.\n", null],
    ["const licence = readLicence();\n", null],
  ])("%j says %s", (text, licence) => {
    expect(licenceOfHeader(text)).toBe(licence);
  });
});

test("an expression is allowed when one choice is, with all of its parts", () => {
  const allowed = new Set(["MIT", "Apache-2.0"]);
  expect(isAllowedLicence("MIT OR GPL-3.0-or-later", allowed)).toBe(true);
  expect(isAllowedLicence("MIT AND GPL-3.0", allowed)).toBe(false);
  expect(isAllowedLicence("(Apache-2.0 WITH LLVM-exception)", allowed)).toBe(true);
  expect(isAllowedLicence("unknown", allowed)).toBe(false);
});

test("the nearest licence counts, two of one folder are a choice, and none is the company's own", () => {
  const map = new LicenceMap(["MIT"]);
  expect(map.allows("src/a.ts", "")).toBe(true);
  map.note("LICENSE", "GNU GENERAL PUBLIC LICENSE");
  expect(map.allows("src/a.ts", "")).toBe(false);
  map.note("LICENSE-MIT", "Permission is hereby granted, free of charge");
  expect(map.allows("src/a.ts", "")).toBe(true);
  map.note("src/lib/COPYING", filler);
  expect(map.allows("src/lib/deep/a.ts", "")).toBe(false);
  expect(map.allows("src/library/a.ts", "")).toBe(true);
  map.note("docs/license.rst", "The project is under the terms that its licence file holds.");
  expect(map.allows("docs/conf.py", "")).toBe(true);
});
