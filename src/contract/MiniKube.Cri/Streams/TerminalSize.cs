namespace MiniKube.Cri.Streams;

/// <summary>In characters.</summary>
public readonly record struct TerminalSize(ushort Width, ushort Height);
