using MiniKube.Api.Names;

namespace MiniKube.Api.Quotas;

/// <summary>Which evaluator counts which resource. Every resource can be counted by number.</summary>
public static class QuotaEvaluators
{
    private const string CountPrefix = "count/";

    private static readonly PodQuota Pods = new();
    private static readonly ServiceQuota Services = new();
    private static readonly ClaimQuota Claims = new();

    public static IQuotaEvaluator For(GroupResource resource) => (resource.Group, resource.Resource) switch
    {
        ("", "pods") => Pods,
        ("", "services") => Services,
        ("", "persistentvolumeclaims") => Claims,
        _ => new ObjectCountQuota(resource),
    };

    /// <summary>The resource whose objects use what a quota names; null when no resource does.</summary>
    public static GroupResource? ResourceOf(string name)
    {
        if (name.StartsWith(CountPrefix, StringComparison.Ordinal))
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? new GroupResource("", name[CountPrefix.Length..]) : new GroupResource(name[(dot + 1)..], name[CountPrefix.Length..dot]);
        }

        return Pods.Counts(name) ? new GroupResource("", "pods")
            : Services.Counts(name) ? new GroupResource("", "services")
            : Claims.Counts(name) ? new GroupResource("", "persistentvolumeclaims")
            : ObjectCountQuota.IsPlainName(name) ? new GroupResource("", name)
            : null;
    }

    /// <summary><c>count/deployments.apps</c>.</summary>
    public static string CountOf(GroupResource resource) => $"{CountPrefix}{resource}";
}
