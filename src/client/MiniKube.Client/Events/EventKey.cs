namespace MiniKube.Client.Events;

/// <summary>What makes two occurrences the same event.</summary>
internal sealed record EventKey(SimilarEventKey Similar, string Message);
