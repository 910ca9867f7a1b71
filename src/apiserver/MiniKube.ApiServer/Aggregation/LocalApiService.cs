using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Makes the APIServices of what this server answers for itself, and knows them by the label that upstream gives them.</summary>
internal static class LocalApiService
{
    public const string ManagedLabel = "kube-aggregator.kubernetes.io/automanaged";

    /// <summary>Put right when the server starts, and left alone from then on.</summary>
    public const string OnStart = "onstart";

    /// <summary>Put right whenever it is changed.</summary>
    public const string Always = "true";

    public static string NameOf(GroupVersion version) => $"{version.Version}.{version.Group}";

    public static JsonObject Make(GroupVersion version, string managed)
    {
        var priority = LocalPriorities.Of(version);
        return new JsonObject
        {
            ["kind"] = "APIService",
            ["apiVersion"] = "apiregistration.k8s.io/v1",
            ["metadata"] = new JsonObject { ["name"] = NameOf(version), ["labels"] = new JsonObject { [ManagedLabel] = managed } },
            ["spec"] = new JsonObject
            {
                ["group"] = version.Group,
                ["groupPriorityMinimum"] = priority.Group,
                ["version"] = version.Version,
                ["versionPriority"] = priority.Version,
            },
        };
    }

    /// <summary>Empty for an object that is somebody else's.</summary>
    public static string ManagedBy(JsonObject service) =>
        service.Child("metadata").Child("labels").Text(ManagedLabel) is OnStart or Always ? service.Child("metadata").Child("labels").Text(ManagedLabel) : "";

    /// <summary>They say the same of what is answered, and where it stands.</summary>
    public static bool SaysTheSame(JsonObject one, JsonObject other)
    {
        var (left, right) = (one.Child("spec"), other.Child("spec"));
        return left.Child("service") is null == right.Child("service") is null
            && left.Text("group") == right.Text("group") && left.Text("version") == right.Text("version")
            && left.Integer("groupPriorityMinimum") == right.Integer("groupPriorityMinimum")
            && left.Integer("versionPriority") == right.Integer("versionPriority");
    }
}
