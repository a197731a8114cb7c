{
  "extends": "@tenon/build/tsconfig.json",
  "include": ["src", "test", "*.config.ts"]
}
