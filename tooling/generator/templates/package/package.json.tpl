{
  "name": "__NPM_NAME__",
  "version": "0.1.0",
  "description": "__DESCRIPTION__",
  "license": "Apache-2.0",
  "type": "module",
  "engines": { "node": ">=22.18" },
  "files": ["dist"],
  "sideEffects": false,
  "exports": {
    ".": { "@tenon/source": "./src/index.ts", "types": "./dist/index.d.ts", "default": "./dist/index.js" }
  },
  "publishConfig": {
    "access": "public",
    "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } }
  },
  "scripts": {
    "build": "tsup && tsc -p tsconfig.build.json",
    "typecheck": "tsc",
    "test": "vitest run"
  },
  "devDependencies": { "@tenon/build": "workspace:*" }
}
