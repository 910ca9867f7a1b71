namespace MiniKube.Cel.Types;

/// <summary>A field of a type.</summary>
/// <param name="Name">As it stands in JSON, unescaped.</param>
/// <param name="Type">The type of its values.</param>
public sealed record CelField(string Name, CelType Type);
