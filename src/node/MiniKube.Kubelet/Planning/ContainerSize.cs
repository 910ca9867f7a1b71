using System.Globalization;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>The cpu and memory of a container as one word, so that what it was made with can be told from what it shall have now (KEP-1287).</summary>
internal static class ContainerSize
{
    private const string RestartContainer = "RestartContainer";

    private static readonly string[] Resized = ["cpu", "memory"];

    public static string Of(V1Container container) => string.Join(' ', Resized.Select(name => $"{name}={Of(container, name)}"));

    /// <summary>The request that a size was made from; 0 for none.</summary>
    public static decimal Request(string size, string name)
    {
        var part = size.Split(' ').FirstOrDefault(word => word.StartsWith($"{name}=", StringComparison.Ordinal)) ?? "";
        var request = part[Math.Min(part.Length, name.Length + 1)..].Split('/')[0];
        return decimal.TryParse(request, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : 0;
    }

    /// <summary>A change of this resource takes a new container.</summary>
    public static bool NeedsRestart(V1Container container, string before)
    {
        var known = before.Split(' ');
        return Resized.Any(name =>
            !known.Contains($"{name}={Of(container, name)}", StringComparer.Ordinal)
            && container.ResizePolicy?.Any(policy => policy.ResourceName == name && policy.RestartPolicy == RestartContainer) is true);
    }

    private static string Of(V1Container container, string name) =>
        $"{Text(container.Resources?.Requests, name)}/{Text(container.Resources?.Limits, name)}";

    private static string Text(IDictionary<string, ResourceQuantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.ToDecimal().ToString("0.#########", CultureInfo.InvariantCulture) : "";
}
