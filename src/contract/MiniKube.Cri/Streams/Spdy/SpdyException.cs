namespace MiniKube.Cri.Streams.Spdy;

/// <summary>The other side does not keep to the protocol, or to our bounds: the connection ends.</summary>
#pragma warning disable CA1032, RCS1194 // There is no breach without its words.
public sealed class SpdyException(string message, Exception? inner = null) : Exception(message, inner);
#pragma warning restore CA1032, RCS1194
