namespace MiniKube.Schema.OpenApi;

/// <summary>What types and fields are for, in words for a person.</summary>
public interface IDescriptionSource
{
    /// <summary>The description of a type (<c>io.k8s.api.core.v1.Pod</c>); null when there is none.</summary>
    string? OfType(string type);

    /// <summary>The description of a field by its name in JSON; null when there is none.</summary>
    string? OfField(string type, string field);
}
