using System.Runtime.InteropServices;

namespace MiniKube.Cri.Streams;

/// <summary>In characters.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TerminalSize(ushort Width, ushort Height);
