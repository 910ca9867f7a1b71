using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Admission;

/// <summary>Runs every pod as a service account, and gives its containers the account's token.</summary>
internal sealed class ServiceAccountAdmission(ObjectStorage storage, ServedResource accounts, GeneratedNames names, TimeProvider time)
    : IMutatingAdmission
{
    private const string DefaultAccount = "default";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string VolumePrefix = "kube-api-access-";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <summary>A controller gives a new namespace its default account; the first pod may come before it.</summary>
    private static readonly TimeSpan DefaultAccountWait = TimeSpan.FromSeconds(1);

    /// <summary>An hour, and seven seconds by which the kubelet can tell that the default was chosen here.</summary>
    private const long TokenSeconds = 3607;

    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Operation != AdmissionOperation.Create || !admission.IsFor("", "pods") || admission.Object is not { } pod)
        {
            return;
        }

        // A mirror of a static pod has what its file says, no more.
        if (pod.Metadata.Child("annotations")?.ContainsKey(MirrorAnnotation) == true)
        {
            return;
        }

        var spec = pod.Ensure("spec");
        var name = spec.Text("serviceAccountName") is { Length: > 0 } asked ? asked
            : spec.Text("serviceAccount") is { Length: > 0 } old ? old
            : DefaultAccount;
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        var stored = await FindAsync(admission.Request.Namespace, name, cancellationToken)
            ?? throw StatusErrors.Forbidden(
                new GroupResource("", "pods"),
                pod.Name,
                $"error looking up service account {admission.Request.Namespace}/{name}: serviceaccount \"{name}\" not found");
        var account = accounts.Decode(stored);
        if (account.List("imagePullSecrets") is { Count: > 0 } secrets && spec.List("imagePullSecrets") is null or { Count: 0 })
        {
            spec["imagePullSecrets"] = secrets.DeepClone();
        }

        if (spec.Flag("automountServiceAccountToken") ?? account.Flag("automountServiceAccountToken") ?? true)
        {
            Mount(spec);
        }
    }

    private async ValueTask<StoredObject?> FindAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        var key = accounts.Keys.For(new(@namespace, name));
        var range = KeyRange.Single(key);
        var found = await storage.RangeAsync(range, Revision.Zero, 1, cancellationToken);
        if (!found.Items.IsEmpty || name != DefaultAccount)
        {
            return found.Items.IsEmpty ? null : new StoredObject(found.Items[0]);
        }

        using var wait = new CancellationTokenSource(DefaultAccountWait, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(wait.Token, cancellationToken);
        try
        {
            await foreach (var batch in storage.Store.WatchAsync(new WatchRequest(range, found.At.Next), end.Token))
            {
                if (batch.Events.LastOrDefault(change => change.Current is not null) is { Current: { } made })
                {
                    return new StoredObject(made);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody made it in time.
        }

        return null;
    }

    private void Mount(JsonObject spec)
    {
        var containers = spec.Objects("initContainers").Concat(spec.Objects("containers"))
            .Where(container => !container.Objects("volumeMounts").Any(mount => mount.Text("mountPath") == MountPath))
            .ToList();
        if (containers.Count == 0)
        {
            return;
        }

        var volume = spec.Objects("volumes").Select(one => one.Text("name"))
            .FirstOrDefault(name => name.StartsWith(VolumePrefix, StringComparison.Ordinal));
        if (volume is null)
        {
            volume = names.Next(VolumePrefix);
            spec.EnsureList("volumes").Add((JsonNode)TokenVolume(volume));
        }

        foreach (var container in containers)
        {
            container.EnsureList("volumeMounts").Add((JsonNode)new JsonObject
            {
                ["name"] = volume,
                ["readOnly"] = true,
                ["mountPath"] = MountPath,
            });
        }
    }

    private static JsonObject TokenVolume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject
                {
                    ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" },
                },
                new JsonObject
                {
                    ["configMap"] = new JsonObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                    },
                },
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "namespace",
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                        }),
                    },
                }),
            ["defaultMode"] = 420L,
        },
    };
}
