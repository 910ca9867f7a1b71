namespace MiniKube.Client.Api;

/// <summary>What a request carries.</summary>
internal readonly record struct HttpBody(string MediaType, ReadOnlyMemory<byte> Bytes);
