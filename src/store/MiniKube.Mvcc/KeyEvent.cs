namespace MiniKube.Mvcc;

/// <summary>One change of one key.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Key">To which key.</param>
/// <param name="At">The revision of the change.</param>
/// <param name="Current">The value after it; null for a delete.</param>
/// <param name="Previous">The value before it; null for a creation.</param>
public sealed record KeyEvent(KeyEventType Type, Key Key, Revision At, KeyValue? Current, KeyValue? Previous);
