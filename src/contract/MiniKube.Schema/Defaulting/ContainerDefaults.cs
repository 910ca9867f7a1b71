using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Containers of all three sorts.</summary>
internal static class ContainerDefaults
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    public static void Apply(JsonObject container)
    {
        container.DefaultIfEmpty("terminationMessagePath", "/dev/termination-log");
        container.DefaultIfEmpty("terminationMessagePolicy", "File");
        container.DefaultIfEmpty("imagePullPolicy", ImagePullPolicy.Of(container.Text("image") ?? ""));
        foreach (var port in container.Objects("ports"))
        {
            port.DefaultIfEmpty("protocol", "TCP");
        }

        foreach (var probe in Probes)
        {
            Probe(container.Object(probe));
        }

        HttpGet(container.At("lifecycle", "postStart", "httpGet"));
        HttpGet(container.At("lifecycle", "preStop", "httpGet"));
        foreach (var variable in container.Objects("env"))
        {
            FieldSource(variable.Object("valueFrom"));
        }

        RoundUp(container.At("resources", "limits"));
        RoundUp(container.At("resources", "requests"));
    }

    /// <summary>Who sets a limit and no request asks for the limit.</summary>
    public static void RequestsFromLimits(JsonObject? resources)
    {
        if (resources.Object("limits") is not { Count: > 0 } limits)
        {
            return;
        }

        var requests = resources!.Ensure("requests");
        foreach (var (name, limit) in limits)
        {
            if (!requests.Has(name))
            {
                requests[name] = limit?.DeepClone();
            }
        }
    }

    /// <summary><c>fieldRef</c> and <c>resourceFieldRef</c>, of variables and of files.</summary>
    public static void FieldSource(JsonObject? source)
    {
        source.Object("fieldRef")?.DefaultIfEmpty("apiVersion", "v1");
        source.Object("resourceFieldRef")?.Default("divisor", "0");
    }

    private static void Probe(JsonObject? probe)
    {
        if (probe is null)
        {
            return;
        }

        HttpGet(probe.Object("httpGet"));
        probe.Object("grpc")?.Default("service", "");
        DefaultIfZero(probe, "timeoutSeconds", 1);
        DefaultIfZero(probe, "periodSeconds", 10);
        DefaultIfZero(probe, "successThreshold", 1);
        DefaultIfZero(probe, "failureThreshold", 3);
    }

    private static void HttpGet(JsonObject? get)
    {
        get?.DefaultIfEmpty("path", "/");
        get?.DefaultIfEmpty("scheme", "HTTP");
    }

    private static void DefaultIfZero(JsonObject tree, string name, long value)
    {
        if (tree.Integer(name) is null or 0)
        {
            tree[name] = value;
        }
    }

    /// <summary>Nothing finer than a thousandth is accounted for.</summary>
    private static void RoundUp(JsonObject? amounts)
    {
        foreach (var (name, amount) in amounts?.ToArray() ?? [])
        {
            if (amount.AsText is { } text && text.AsSpan().ContainsAny('n', 'u') && Quantity.TryParse(text, out var quantity))
            {
                amounts![name] = Quantity.FromMilli(quantity.MilliValue, quantity.Format).ToString();
            }
        }
    }
}
