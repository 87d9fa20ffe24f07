import type { CutKind } from "./model.ts";

/**
 * What the nodes of all grammars are to this folder, by their names: grammars agree on most of them.
 * A name that none of the patterns knows is no place to cut, which costs an example and no more.
 */
const holdsStatements =
  /^(block|statement_block|compound_statement|body_statement|statements|statement_list|program|module|source_file|translation_unit|compilation_unit|class_body|enum_class_body|interface_body|declaration_list|field_declaration_list|function_body|block_body|then|else|do|begin|constructor_body|control_structure_body|closed_block|lambda_literal)$/;

const holdsArguments = /^(arguments|argument_list|value_arguments)$/;

const isExpression =
  /(_expression$|^call$|^(binary|unary|boolean|not|comparison|conditional)(_operator)?$|^lambda|_comprehension$|^(dictionary|list|object|array|hash|subscript|attribute|element_reference)$|_creation_expression$|composite_literal$|^method_invocation$|^template_string$|^macro_invocation$)/;

/** An expression at the beginning of one of these is whom it is asked of, not a thing by itself. */
const isAccess =
  /(member|field|navigation|attribute|call|subscript|selector|scoped|invocation|element_reference|access|index)/;

export interface NodeClass {
  isContainer: boolean;
  isAccess: boolean;
  isStatementOnly: boolean;
  isAttribute: boolean;
  isQuiet: boolean;
  cut: Exclude<CutKind, "statement" | "line_end"> | null;
}

const attributes = /^(attribute_item|decorator|attribute_list|annotation|marker_annotation)$/;

/** Comments and strings: no line is cut inside of one. */
const quiet = /comment|string|char|heredoc|regex|template/;

/** What a node of this name is; asked once per name and grammar. */
export function classOf(type: string): NodeClass {
  const isContainer = holdsStatements.test(type);
  return {
    isContainer,
    isAccess: isAccess.test(type),
    isStatementOnly: /^(expression_statement|parenthesized_expression|await_expression)$/.test(
      type,
    ),
    isAttribute: attributes.test(type),
    isQuiet: quiet.test(type),
    cut: isContainer
      ? "block"
      : holdsArguments.test(type)
        ? "arguments"
        : isExpression.test(type)
          ? "expression"
          : null,
  };
}
