using System.Runtime.InteropServices;

namespace MiniKube.Cel.Syntax;

/// <summary>How a string literal begins.</summary>
/// <param name="IsBytes">With a <c>b</c>.</param>
/// <param name="IsRaw">With an <c>r</c>: no escapes.</param>
/// <param name="QuoteAt">Where its first quote is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StringPrefix(bool IsBytes, bool IsRaw, int QuoteAt);
