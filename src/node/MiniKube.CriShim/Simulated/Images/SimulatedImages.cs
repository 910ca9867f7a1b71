using System.Collections.Immutable;
using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated.Pods;

namespace MiniKube.CriShim.Simulated.Images;

/// <summary>The images of a simulated node, and a registry that has nearly every name.</summary>
internal sealed class SimulatedImages(SimulatedRuntimeOptions options, TimeProvider timeProvider)
{
    private const string InvalidPrefix = "docker.io/invalid/";

    private readonly Lock _gate = new();
    private readonly ImmutableHashSet<string> _missing = [.. options.MissingImages.Select(static name => ImageName.Parse(name).ToString())];

    // Id → image; names find theirs by search of the other map.
    private readonly Dictionary<string, SimulatedImage> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedImage> _names = new(StringComparer.Ordinal);

    /// <exception cref="RpcException">InvalidArgument for a name that is none, NotFound for one that no registry has.</exception>
    public async Task<SimulatedImage> PullAsync(string reference, CancellationToken cancellationToken)
    {
        var name = Parse(reference);
        if (options.PullDelay > TimeSpan.Zero)
        {
            await Task.Delay(options.PullDelay, timeProvider, cancellationToken);
        }

        if (name.Repository.StartsWith(InvalidPrefix, StringComparison.Ordinal) || _missing.Contains(name.ToString()))
        {
            throw Errors.NotFound($"failed to pull and unpack image \"{name}\": failed to resolve reference \"{name}\": {name}: not found");
        }

        return Add(name);
    }

    /// <summary>Makes an image present, as if it had been imported.</summary>
    public SimulatedImage Add(ImageName name)
    {
        lock (_gate)
        {
            if (_names.TryGetValue(name.ToString(), out var known))
            {
                return known;
            }

            var image = new SimulatedImage(name);
            _images.Add(image.Id, image);
            _names.Add(name.ToString(), image);
            _ = _names.TryAdd(image.Digest, image);
            return image;
        }
    }

    /// <summary>By id or by any name; null when it is not on this node.</summary>
    public SimulatedImage? Find(string reference)
    {
        lock (_gate)
        {
            return _images.GetValueOrDefault(reference) ?? _names.GetValueOrDefault(Parse(reference).ToString());
        }
    }

    public void Remove(string reference)
    {
        lock (_gate)
        {
            if ((_images.GetValueOrDefault(reference) ?? _names.GetValueOrDefault(Parse(reference).ToString())) is { } image)
            {
                _ = _images.Remove(image.Id);
                foreach (var name in _names.Where(entry => entry.Value == image).Select(static entry => entry.Key).ToList())
                {
                    _ = _names.Remove(name);
                }
            }
        }
    }

    public List<Image> List()
    {
        lock (_gate)
        {
            return [.. _images.Values.Select(static image => image.ToMessage())];
        }
    }

    private static ImageName Parse(string reference)
    {
        try
        {
            return ImageName.Parse(reference);
        }
        catch (FormatException exception)
        {
            throw Errors.Invalid($"failed to parse image reference: {exception.Message}");
        }
    }
}
