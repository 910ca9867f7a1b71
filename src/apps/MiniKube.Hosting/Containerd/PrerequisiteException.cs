namespace MiniKube.Hosting.Containerd;

/// <summary>The machine lacks something that real containers need; the message says how to get it.</summary>
public sealed class PrerequisiteException(string message) : Exception(message);
