using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>The ports of containers, and those of the host that they take.</summary>
internal static class ContainerPortRules
{
    /// <param name="container">The container.</param>
    /// <param name="isOnHost">Whether its ports are the host's.</param>
    /// <param name="where">Its place.</param>
    /// <param name="hostPorts">What of the host's is taken; made when there is something to keep.</param>
    /// <param name="complaints">Where complaints go.</param>
    public static void Check(JsonObject container, bool isOnHost, FieldLocation where, ref HashSet<string>? hostPorts, Complaints complaints)
    {
        var ports = container.List("ports");
        for (var i = 0; i < ports?.Count; i++)
        {
            if (ports[i] is not JsonObject port)
            {
                continue;
            }

            Name(port, ports, i, where, complaints);
            var (number, hostPort) = (port.Integer("containerPort") ?? 0, port.Integer("hostPort") ?? 0);
            if (number == 0)
            {
                complaints.Required(where.Child("ports").Index(i).Child("containerPort"));
            }
            else if (NameRules.PortNumber(number) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child("ports").Index(i).Child("containerPort"), number, whys);
            }

            if (hostPort != 0)
            {
                HostPort(port, hostPort, where.Child("ports").Index(i).Child("hostPort"), hostPorts ??= new(StringComparer.Ordinal), complaints);
            }

            // A template leaves it out, and its pods are given it.
            if (isOnHost && hostPort != 0 && hostPort != number)
            {
                complaints.Invalid(
                    where.Child("ports").Index(i).Child("hostPort"), hostPort, "must match `containerPort` when `hostNetwork` is true");
            }
        }
    }

    private static void Name(JsonObject port, JsonArray ports, int index, FieldLocation where, Complaints complaints)
    {
        if (port.Text("name") is not { Length: > 0 } name)
        {
            return;
        }

        if (NameRules.PortName(name) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child("ports").Index(index).Child("name"), name, whys);
            return;
        }

        for (var i = 0; i < index; i++)
        {
            if ((ports[i] as JsonObject).Text("name") == name)
            {
                complaints.Duplicate(where.Child("ports").Index(index).Child("name"), name);
                return;
            }
        }
    }

    private static void HostPort(JsonObject port, long number, FieldLocation where, HashSet<string> taken, Complaints complaints)
    {
        complaints.Invalid(where, number, NameRules.PortNumber(number));
        var key = $"{port.Text("protocol")}/{port.Text("hostIP")}/{number}";
        if (!taken.Add(key))
        {
            complaints.Duplicate(where, key);
        }
    }
}
