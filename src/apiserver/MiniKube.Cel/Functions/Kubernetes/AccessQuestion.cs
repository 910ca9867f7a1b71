namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>What may be asked of an authorizer.</summary>
public sealed record AccessQuestion
{
    /// <summary>Null for the user of the request.</summary>
    public (string Namespace, string Name)? ServiceAccount { get; init; }

    /// <summary>The path of a question that is not about a resource; null for one that is.</summary>
    public string? Path { get; init; }

    public string Verb { get; init; } = "";

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public string LabelSelector { get; init; } = "";
}
