using k8s.Models;

namespace MiniKube.Client.Events;

/// <summary>Something that happened once.</summary>
internal sealed record Occurrence(V1ObjectReference About, string Type, string Reason, string Message, DateTimeOffset At)
{
    public EventKey Key => new(SimilarKey, Message);

    /// <summary>The same but for the words.</summary>
    public SimilarEventKey SimilarKey => new(About.Kind, About.NamespaceProperty ?? "", About.Name, About.Uid ?? "", About.FieldPath ?? "", Type, Reason);
}
