using System.Globalization;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>The cpu and memory of a container as one word, so that what it was made with can be told from what it shall have now (KEP-1287).</summary>
internal static class ContainerSize
{
    private const string RestartContainer = "RestartContainer";

    private static readonly string[] Resized = ["cpu", "memory"];

    public static string Of(V1ResourceRequirements? resources) => string.Join(' ', Resized.Select(name => $"{name}={Of(resources, name)}"));

    /// <summary>The request that a size was made from; 0 for none.</summary>
    public static decimal Request(string size, string name) => Amounts(size, name).Request ?? 0;

    /// <summary>The requests and limits that a size was made from; what is not of a size stays as it is now.</summary>
    public static V1ResourceRequirements Resources(string size, V1ResourceRequirements? now)
    {
        var requests = new Dictionary<string, ResourceQuantity>(now?.Requests ?? new Dictionary<string, ResourceQuantity>(), StringComparer.Ordinal);
        var limits = new Dictionary<string, ResourceQuantity>(now?.Limits ?? new Dictionary<string, ResourceQuantity>(), StringComparer.Ordinal);
        foreach (var name in Resized)
        {
            var (request, limit) = Amounts(size, name);
            Set(requests, name, request);
            Set(limits, name, limit);
        }

        return (now ?? new V1ResourceRequirements()) with { Requests = requests.Count > 0 ? requests : null, Limits = limits.Count > 0 ? limits : null };
    }

    /// <summary>A change of this resource takes a new container.</summary>
    public static bool NeedsRestart(V1Container container, string before)
    {
        var known = before.Split(' ');
        return Resized.Any(name =>
            !known.Contains($"{name}={Of(container.Resources, name)}", StringComparer.Ordinal)
            && container.ResizePolicy?.Any(policy => policy.ResourceName == name && policy.RestartPolicy == RestartContainer) is true);
    }

    private static (decimal? Request, decimal? Limit) Amounts(string size, string name)
    {
        var part = size.Split(' ').FirstOrDefault(word => word.StartsWith($"{name}=", StringComparison.Ordinal)) ?? "";
        var amounts = part[Math.Min(part.Length, name.Length + 1)..].Split('/');
        return (Amount(amounts[0]), Amount(amounts[^1]));
    }

    private static decimal? Amount(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    // In the unit that the API writes, so that nothing looks changed.
    private static void Set(Dictionary<string, ResourceQuantity> amounts, string name, decimal? amount)
    {
        if (amount is not { } value)
        {
            amounts.Remove(name);
        }
        else
        {
            amounts[name] = new ResourceQuantity(name is "cpu" && decimal.Truncate(value) != value
                ? $"{(value * 1000).ToString("0.######", CultureInfo.InvariantCulture)}m"
                : value.ToString("0.#########", CultureInfo.InvariantCulture));
        }
    }

    private static string Of(V1ResourceRequirements? resources, string name) => $"{Text(resources?.Requests, name)}/{Text(resources?.Limits, name)}";

    private static string Text(IDictionary<string, ResourceQuantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.ToDecimal().ToString("0.#########", CultureInfo.InvariantCulture) : "";
}
