using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>How a container is asked how it is, and what is run when it starts and stops.</summary>
internal static class ProbeRules
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Hooks = ["postStart", "preStop"];
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    /// <param name="container">The container.</param>
    /// <param name="gracePeriod">Of its pod.</param>
    /// <param name="where">Its place.</param>
    /// <param name="complaints">Where complaints go.</param>
    public static void Check(JsonObject container, long? gracePeriod, FieldLocation where, Complaints complaints)
    {
        if (container.Object("lifecycle") is { } lifecycle)
        {
            foreach (var hook in Hooks)
            {
                if (lifecycle.Object(hook) is { } handler)
                {
                    Handler(handler, gracePeriod, where.Child("lifecycle", hook), complaints);
                }
            }
        }

        foreach (var name in Probes)
        {
            if (container.Object(name) is { } probe)
            {
                Probe(probe, name, gracePeriod, where.Child(name), complaints);
            }
        }
    }

    /// <summary>Who runs to its end before the pod starts is not asked how it is.</summary>
    public static void Forbid(JsonObject container, FieldLocation where, Complaints complaints)
    {
        const string Why = "may not be set for init containers without restartPolicy=Always";
        if (container.Has("lifecycle"))
        {
            complaints.Forbidden(where.Child("lifecycle"), Why);
        }

        foreach (var name in Probes)
        {
            if (container.Has(name))
            {
                complaints.Forbidden(where.Child(name), Why);
            }
        }
    }

    private static void Probe(JsonObject probe, string name, long? gracePeriod, FieldLocation where, Complaints complaints)
    {
        Handler(probe, gracePeriod, where, complaints);
        NumberRules.NonNegative(probe, where, complaints, "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
        if (probe.Integer("terminationGracePeriodSeconds") is { } seconds)
        {
            if (seconds <= 0)
            {
                complaints.Invalid(where.Child("terminationGracePeriodSeconds"), seconds, "must be greater than 0");
            }

            if (name == "readinessProbe")
            {
                complaints.Invalid(where.Child("terminationGracePeriodSeconds"), seconds, "must not be set for readinessProbes");
            }
        }

        if (name != "readinessProbe" && probe.Integer("successThreshold") is { } threshold and not 1)
        {
            complaints.Invalid(where.Child("successThreshold"), threshold, "must be 1");
        }
    }

    private static void Handler(JsonObject handler, long? gracePeriod, FieldLocation where, Complaints complaints)
    {
        var isChosen = false;
        foreach (var kind in Handlers)
        {
            if (handler.Object(kind) is not { } action)
            {
                continue;
            }

            if (isChosen)
            {
                complaints.Forbidden(where.Child(kind), "may not specify more than 1 handler type");
                continue;
            }

            isChosen = true;
            Action(kind, action, gracePeriod, where, complaints);
        }

        if (!isChosen)
        {
            complaints.Required(where, "must specify a handler type");
        }
    }

    private static void Action(string kind, JsonObject action, long? gracePeriod, FieldLocation where, Complaints complaints)
    {
        switch (kind)
        {
            case "exec":
                if (action.List("command") is null or { Count: 0 })
                {
                    complaints.Required(where.Child("exec", "command"));
                }

                break;
            case "sleep":
                if (gracePeriod is { } most && action.Integer("seconds") is { } seconds && (seconds < 0 || seconds > most))
                {
                    complaints.Invalid(
                        where.Child("sleep"), seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({most})");
                }

                break;
            default:
                NumberRules.Port(action.Member("port"), where.Child(kind), "port", complaints);
                if (kind == "httpGet")
                {
                    HttpGet(action, where.Child(kind), complaints);
                }

                break;
        }
    }

    private static void HttpGet(JsonObject get, FieldLocation where, Complaints complaints)
    {
        if (string.IsNullOrEmpty(get.Text("path")))
        {
            complaints.Required(where.Child("path"));
        }

        if (get.List("httpHeaders") is not { } headers)
        {
            return;
        }

        for (var i = 0; i < headers.Count; i++)
        {
            var name = (headers[i] as JsonObject).Text("name") ?? "";
            if (NameRules.HeaderName(name) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child("httpHeaders"), name, whys);
            }
        }
    }
}
