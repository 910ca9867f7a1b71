namespace MiniKube.Client.Queues;

/// <summary>A key that a worker has taken and must give back with <see cref="WorkQueue{TKey}.Done"/>.</summary>
public readonly record struct WorkItem<TKey>(TKey Key);
