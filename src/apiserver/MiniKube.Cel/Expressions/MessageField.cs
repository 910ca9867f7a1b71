using System.Runtime.InteropServices;

namespace MiniKube.Cel.Expressions;

/// <summary>A field of an object that is written out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageField(string Name, Expr Value, bool IsOptional, int Offset);
