using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Limits;

/// <summary>Fills in what the containers of a pod leave out. Pure.</summary>
internal static class LimitDefaults
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    public static void Apply(JsonObject pod, JsonObject range)
    {
        var limits = range.Child("spec").Objects("limits").Where(limit => limit.Text("type") == "Container").ToList();
        var notes = new List<string>();
        foreach (var (list, what) in (ReadOnlySpan<(string, string)>)[("containers", "container"), ("initContainers", "init container")])
        {
            foreach (var container in pod.Child("spec").Objects(list))
            {
                foreach (var limit in limits)
                {
                    var limited = Fill(container, "limits", limit.Child("default"), unless: null);

                    // A container with a limit of its own requests as much, not the default.
                    var requested = Fill(container, "requests", limit.Child("defaultRequest"), unless: name => !limited.Contains(name) && HasLimit(container, name));
                    Note(notes, requested, $"request for {what} {container.Text("name")}");
                    Note(notes, limited, $"limit for {what} {container.Text("name")}");
                }
            }
        }

        if (notes.Count > 0)
        {
            pod.Metadata.Ensure("annotations")[Annotation] = $"LimitRanger plugin set: {string.Join("; ", notes)}";
        }
    }

    /// <returns>The names that were filled in.</returns>
    private static List<string> Fill(JsonObject container, string list, JsonObject? defaults, Func<string, bool>? unless)
    {
        var filled = new List<string>();
        foreach (var (name, quantity) in defaults ?? [])
        {
            if (container.Child("resources").Child(list)?.ContainsKey(name) != true && unless?.Invoke(name) != true)
            {
                container.Ensure("resources").Ensure(list)[name] = quantity?.DeepClone();
                filled.Add(name);
            }
        }

        return filled;
    }

    private static bool HasLimit(JsonObject container, string name) => container.Child("resources").Child("limits")?.ContainsKey(name) == true;

    private static void Note(List<string> notes, List<string> names, string where)
    {
        if (names.Count > 0)
        {
            notes.Add($"{string.Join(", ", names.Order(StringComparer.Ordinal))} {where}");
        }
    }
}
