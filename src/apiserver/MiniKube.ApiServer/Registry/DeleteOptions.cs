using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>How an object shall be deleted.</summary>
internal sealed record DeleteOptions
{
    public Preconditions Preconditions { get; init; } = Preconditions.None;

    /// <summary>Null: as the kind has it. Never negative.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Null: as the object or the kind has it.</summary>
    public PropagationPolicy? Propagation { get; init; }

    /// <summary>The policy was given in the old form, <c>orphanDependents</c>: false.</summary>
    public bool IsExplicitlyNotOrphan { get; init; }

    /// <summary>As <c>meta.k8s.io/v1 DeleteOptions</c>.</summary>
    public JsonObject ToTree(bool isDryRun)
    {
        var tree = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "meta.k8s.io/v1" };
        if (GracePeriodSeconds is { } seconds)
        {
            tree["gracePeriodSeconds"] = seconds;
        }

        if (Preconditions is { Uid: var uid, ResourceVersion: var version } && uid.Length + version.Length > 0)
        {
            var preconditions = tree.Ensure("preconditions");
            foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("uid", uid), ("resourceVersion", version)])
            {
                if (value.Length > 0)
                {
                    preconditions[name] = value;
                }
            }
        }

        if (Propagation is { } policy)
        {
            tree["propagationPolicy"] = policy.ToString();
        }

        if (isDryRun)
        {
            tree["dryRun"] = new JsonArray("All");
        }

        return tree;
    }
}
