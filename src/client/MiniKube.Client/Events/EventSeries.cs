namespace MiniKube.Client.Events;

/// <summary>How an event that may come again stands on the server.</summary>
internal sealed record EventSeries(string Name, int Count, DateTimeOffset First, DateTimeOffset Last);
