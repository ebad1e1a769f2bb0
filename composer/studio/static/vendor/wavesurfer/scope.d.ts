/**
 * A disposal tree: the single ownership primitive for listeners, timers,
 * observers, signals subscriptions and child lifetimes. destroy() anywhere
 * in wavesurfer is expressed as disposing a scope.
 */
export declare class Scope {
    private disposers;
    private children;
    private parent;
    private _disposed;
    private abortController;
    get disposed(): boolean;
    /** Register a disposer. Returns a function that runs it early and deregisters it. */
    add(dispose: () => void): () => void;
    child(): Scope;
    listen(target: EventTarget, type: string, fn: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): () => void;
    timeout(fn: () => void, ms: number): () => void;
    interval(fn: () => void, ms: number): () => void;
    raf(fn: FrameRequestCallback): () => void;
    /** Observe element for resize. On dispose, unobserves only this element (safe if observer is shared). */
    observeResize(observer: ResizeObserver, el: Element): void;
    /**
     * Creates a ResizeObserver scoped to this Scope: observes `el` immediately
     * and disconnects the observer entirely on dispose. Use this instead of a
     * bare `new ResizeObserver(...)` when the observer is owned exclusively by
     * this Scope (i.e. it isn't shared across elements/scopes via
     * observeResize()).
     */
    createResizeObserver(el: Element, fn: ResizeObserverCallback): ResizeObserver;
    abortSignal(): AbortSignal;
    dispose(): void;
    private safeRun;
}
