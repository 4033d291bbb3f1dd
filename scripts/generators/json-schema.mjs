import ts from 'typescript';

/**
 * JSON Schema (2020-12) of an exported type, made from its TypeScript source: the type is the contract, the schema says
 * it to others. Knows what plain data needs: literals, unions, arrays, tuples, objects, maps, optional members, JSDoc.
 * Throws on a type that is no plain data.
 */
export function schemaOfType(file, name) {
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  if (symbol === undefined) throw new Error(`no exported type ${name} in ${file}`);
  const definitions = new Map();
  const root = describe(checker.getDeclaredTypeOfSymbol(symbol));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    ...root,
    $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  function describe(type) {
    if (type.isUnion()) return union(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) return {const: type.value};
    if (type.flags & ts.TypeFlags.BooleanLiteral) return {const: checker.typeToString(type) === 'true'};
    if (type.flags & ts.TypeFlags.String) return {type: 'string'};
    if (type.flags & ts.TypeFlags.Number) return {type: 'number'};
    if (type.flags & ts.TypeFlags.Boolean) return {type: 'boolean'};
    if (type.flags & ts.TypeFlags.Null) return {type: 'null'};
    if (checker.isTupleType(type)) return tuple(type);
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type);
      if (item === undefined) throw new Error('an array of nothing');
      return {type: 'array', items: describe(item)};
    }
    if (type.isIntersection()) {
      // "known" | (string & {}): any text.
      return type.types.some((part) => part.flags & ts.TypeFlags.String) ? {type: 'string'} : members(type);
    }
    if (type.flags & ts.TypeFlags.Object) return object(type);
    throw new Error(`no plain data: ${checker.typeToString(type)}`);
  }
  function union(type) {
    const parts = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const booleans = parts.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral);
    const literals = parts.filter((part) => part.isStringLiteral() || part.isNumberLiteral());
    const rest = parts.filter((part) => !literals.includes(part) && !booleans.includes(part));
    const schemas = [
      ...(literals.length === 0 ? [] : [{enum: literals.map((part) => part.value).sort()}]),
      ...(booleans.length === 2 ? [{type: 'boolean'}] : booleans.map(describe)),
      ...rest.map(describe),
    ];
    const [only] = schemas;
    return schemas.length === 1 && only !== undefined ? only : {anyOf: schemas};
  }
  function tuple(type) {
    const {elementFlags} = type.target;
    const items = checker.getTypeArguments(type).map(describe);
    const rest = elementFlags.findIndex((flag) => flag & ts.ElementFlags.Rest);
    const fixed = rest === -1 ? items : items.slice(0, rest);
    return {type: 'array', prefixItems: fixed, minItems: fixed.length, items: rest === -1 ? false : items[rest]};
  }
  function object(type) {
    const {symbol: declared} = type;
    const named = declared !== undefined && declared.flags & ts.SymbolFlags.Interface ? declared.name : void 0;
    if (named === undefined || named === name) return members(type);
    if (!definitions.has(named)) {
      definitions.set(named, {});
      definitions.set(named, members(type));
    }
    return {$ref: `#/$defs/${named}`};
  }
  function members(type) {
    const properties = {};
    const required = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const schema = describe(checker.getTypeOfSymbol(property));
      const text2 = documentation(property);
      properties[property.name] = text2 === '' ? schema : {description: text2, ...schema};
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    const index = checker.getIndexInfosOfType(type)[0];
    const text = type.symbol === undefined ? '' : documentation(type.symbol);
    return {
      ...(text !== '' && {description: text}),
      type: 'object',
      ...(Object.keys(properties).length > 0 && {properties}),
      ...(required.length > 0 && {required}),
      ...(index !== undefined && {additionalProperties: describe(index.type)}),
    };
  }
  function documentation(of) {
    return ts.displayPartsToString(of.getDocumentationComment(checker));
  }
}
