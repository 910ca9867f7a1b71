using MiniKube.Cel.Types;

namespace MiniKube.Cel;

/// <summary>A name that programs may use; it may have dots in it.</summary>
public sealed record CelVariable(string Name, CelType Type);
