using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission;

/// <summary>
/// Gives a new object that names no class the one that is annotated as default; of several the newest, of those made in one second the first by
/// name. Upstream's DefaultStorageClass and DefaultIngressClass.
/// </summary>
/// <param name="storage">Where the classes are.</param>
/// <param name="classes">The resource of the classes.</param>
/// <param name="annotation">What marks the default.</param>
/// <param name="isFor">Whether an object is of the kind that has such a class, and names none.</param>
/// <param name="field">The field of the spec that takes the class's name.</param>
internal sealed class DefaultClass(
    ObjectStorage storage, ServedResource classes, string annotation, Func<AdmissionRequest, JsonObject, bool> isFor, string field) : IMutatingAdmission
{
    /// <summary>Of claims: an empty class says that none is wanted, so only an absent one is filled in.</summary>
    public static DefaultClass OfStorage(ObjectStorage storage, ServedResource classes) => new(
        storage,
        classes,
        "storageclass.kubernetes.io/is-default-class",
        (admission, claim) => admission.IsFor("", "persistentvolumeclaims") && claim.Child("spec")?["storageClassName"] is null,
        "storageClassName");

    /// <summary>Of ingresses: the old annotation names a class too.</summary>
    public static DefaultClass OfIngress(ObjectStorage storage, ServedResource classes) => new(
        storage,
        classes,
        "ingressclass.kubernetes.io/is-default-class",
        (admission, ingress) => admission.IsFor("networking.k8s.io", "ingresses")
            && ingress.Child("spec")?["ingressClassName"] is null
            && ingress.Metadata.Child("annotations")?.ContainsKey("kubernetes.io/ingress.class") != true,
        "ingressClassName");

    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission is { Operation: AdmissionOperation.Create, Object: { } made }
            && isFor(admission, made)
            && await FindAsync(cancellationToken) is { } name)
        {
            made.Ensure("spec")[field] = name;
        }
    }

    private async ValueTask<string?> FindAsync(CancellationToken cancellationToken)
    {
        var all = await storage.RangeAsync(classes.Keys.Range(""), Revision.Zero, 0, cancellationToken);
        return all.Items
            .Select(item => classes.Decode(new StoredObject(item)))
            .Where(one => one.Metadata.Child("annotations").Text(annotation) == "true")
            .OrderByDescending(one => one.Metadata.Text("creationTimestamp"), StringComparer.Ordinal)
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Name)
            .FirstOrDefault();
    }
}
