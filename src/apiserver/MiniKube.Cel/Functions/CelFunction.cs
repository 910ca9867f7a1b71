using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions;

/// <summary>The body of a function: no argument is an error, and all are of the types of its signature.</summary>
/// <returns>The result, or an error as a value.</returns>
public delegate CelValue CelFunction(ReadOnlySpan<CelValue> arguments);
