namespace MiniKube.ApiServer.Audit;

/// <summary>What a request is about.</summary>
internal sealed record AuditObjectReference
{
    public required string Resource { get; init; }

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Uid { get; init; } = "";

    public string ApiGroup { get; init; } = "";

    public string ApiVersion { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    public string Subresource { get; init; } = "";
}
