namespace MiniKube.Store.Logs;

/// <summary>Takes a frame that is read back. The bytes are the reader's; what is kept must be copied.</summary>
internal delegate void FrameHandler(FrameHeader header, ReadOnlySpan<byte> payload);
