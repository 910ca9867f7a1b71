namespace MiniKube.Client.Api;

/// <summary>One change. An ERROR of the stream is not an event: it is thrown as ApiException.</summary>
public readonly record struct WatchEvent<T>(ChangeType Type, T Object);
