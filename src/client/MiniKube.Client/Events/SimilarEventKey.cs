namespace MiniKube.Client.Events;

/// <summary>What makes two occurrences so alike that many of them are told as one.</summary>
internal sealed record SimilarEventKey(string Kind, string Namespace, string Name, string Uid, string FieldPath, string Type, string Reason);
