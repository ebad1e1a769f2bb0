type TreeNode = {
    [key: string]: string | number | boolean | CSSStyleDeclaration | TreeNode | Node;
} & {
    xmlns?: string;
    style?: Partial<CSSStyleDeclaration>;
    textContent?: string | Node;
    children?: TreeNode;
};
export declare function createElement(tagName: string, content: TreeNode & {
    xmlns: string;
}, container?: Node): SVGElement;
export declare function createElement(tagName: string, content?: TreeNode, container?: Node): HTMLElement;
/**
 * Check if a value is an HTML element, including elements from other realms
 * (e.g. an iframe), for which `instanceof HTMLElement` returns false.
 *
 * The cross-realm fallback duck-types against the core element traits
 * instead of accepting any `{nodeType: 1, style: object}` bag: it also
 * requires a string nodeName, the HTML namespace (rejecting SVG elements),
 * a non-null style object, and a callable appendChild.
 */
export declare function isHTMLElement(value: unknown): value is HTMLElement;
export default createElement;
