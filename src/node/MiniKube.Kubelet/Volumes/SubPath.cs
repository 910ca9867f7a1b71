using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Volumes;

/// <summary>Finds a path inside a volume that must not lead out of it.</summary>
internal static class SubPath
{
    private const int LinksMax = 40;

    /// <exception cref="ContainerConfigException">The path leads out of the volume.</exception>
    public static string Resolve(string root, string subPath)
    {
        if (subPath.StartsWith('/') || subPath.Split('/').Contains("..", StringComparer.Ordinal))
        {
            throw new ContainerConfigException($"subPath \"{subPath}\" must stay inside the volume");
        }

        // The files belong to containers, which may put links in the way: every step is looked at, the last included.
        var at = root;
        var links = 0;
        var steps = new Queue<string>(subPath.Split('/', StringSplitOptions.RemoveEmptyEntries));
        while (steps.TryDequeue(out var step))
        {
            var next = Path.Combine(at, step);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            var full = Path.GetFullPath(target, at);
            if (++links > LinksMax || (!full.StartsWith(root + "/", StringComparison.Ordinal) && !string.Equals(full, root, StringComparison.Ordinal)))
            {
                throw new ContainerConfigException($"subPath \"{subPath}\" leads out of the volume");
            }

            steps = new Queue<string>(full[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Concat(steps));
            at = root;
        }

        if (!Path.Exists(at))
        {
            Directory.CreateDirectory(at);
        }

        return at;
    }
}
