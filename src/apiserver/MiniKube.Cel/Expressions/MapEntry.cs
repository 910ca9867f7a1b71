using System.Runtime.InteropServices;

namespace MiniKube.Cel.Expressions;

/// <summary>An entry of a map that is written out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MapEntry(Expr Key, Expr Value, bool IsOptional);
