namespace MiniKube.Schema.OpenApi;

/// <summary>For documents that only machines read: a tenth of the size.</summary>
public sealed class NoDescriptions : IDescriptionSource
{
    public static NoDescriptions Instance { get; } = new();

    public string? OfType(string type) => null;

    public string? OfField(string type, string field) => null;
}
