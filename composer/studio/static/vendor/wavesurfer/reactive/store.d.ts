/**
 * Reactive primitives for managing state in WaveSurfer.
 * Signals notify synchronously; use batch() to coalesce. computed/effect
 * auto-track dependencies when no dependency array is given, and are
 * always disposable.
 */
export interface Signal<T> {
    get value(): T;
    subscribe(callback: (value: T) => void): () => void;
}
export interface WritableSignal<T> extends Signal<T> {
    set(value: T): void;
    update(fn: (current: T) => T): void;
}
export interface ComputedSignal<T> extends Signal<T> {
    dispose(): void;
}
export declare function batch(fn: () => void): void;
export declare function signal<T>(initialValue: T): WritableSignal<T>;
export declare function computed<T>(fn: () => T, dependencies?: Signal<any>[]): ComputedSignal<T>;
export declare function effect(fn: () => void | (() => void), dependencies?: Signal<any>[]): () => void;
