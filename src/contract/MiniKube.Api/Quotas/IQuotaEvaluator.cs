using System.Text.Json.Nodes;

namespace MiniKube.Api.Quotas;

/// <summary>Says what the objects of one resource use of a quota. Pure.</summary>
public interface IQuotaEvaluator
{
    /// <summary>An update of the resource, or of one of its parts, may use more.</summary>
    bool CountsUpdates(string subresource);

    /// <summary>The names among those of a quota that objects of this resource can use.</summary>
    bool Counts(string name);

    /// <summary>True when an object is one of those that a scope is about.</summary>
    bool Matches(QuotaScope scope, JsonObject tree);

    /// <summary>What an object uses.</summary>
    ResourceAmounts Usage(JsonObject tree, DateTimeOffset now);

    /// <summary>What an object has to say for a quota to count it and does not, in upstream's words; null when nothing is missing.</summary>
    string? Missing(IEnumerable<string> names, JsonObject tree) => null;
}
