// Parses KQL queries against the tables of a workspace. In: {tables: {name: columns}, queries: {name: text}} as JSON.
// Out: for each query its errors and the columns of its result.
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

const list = (items) => Array.from({ length: items.Count }, (_, index) => items.getItem(index));

const { tables, queries } = JSON.parse(await text(process.stdin));
const symbols = Object.entries(tables).map(([name, columns]) => new Symbols.TableSymbol.$ctor7(name, columns, null));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor3('workspace', null, symbols, false));

const results = Object.entries(queries).map(([name, query]) => {
  const code = KustoCode.ParseAndAnalyze(query, globals);
  return [
    name,
    {
      errors: list(code.GetDiagnostics()).map((diagnostic) => `${diagnostic.Severity}: ${diagnostic.Message}`),
      columns: list(code.ResultType?.Columns ?? { Count: 0 }).map((column) => column.Name),
    },
  ];
});
process.stdout.write(JSON.stringify(Object.fromEntries(results)));
