namespace MiniKube.Client.Informers;

/// <summary>Which part of a collection an informer follows. Empty means: all of it.</summary>
public sealed record InformerScope
{
    public static InformerScope All { get; } = new();

    public string Namespace { get; init; } = "";

    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";
}
