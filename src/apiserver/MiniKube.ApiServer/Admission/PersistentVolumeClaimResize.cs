using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Quantities;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>Lets a claim grow only where it is bound and its StorageClass says that its volumes can.</summary>
internal sealed class PersistentVolumeClaimResize(ObjectStorage storage, ServedResource classes) : IValidatingAdmission
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission is not { Operation: AdmissionOperation.Update, Object: { } claim, Existing: { } before }
            || !admission.IsFor("", "persistentvolumeclaims")
            || SizeOf(claim) <= SizeOf(before))
        {
            return;
        }

        var refusal = before.Child("status").Text("phase") != "Bound" ? "Only bound persistent volume claims can be expanded"
            : await CanGrowAsync(ClassOf(claim), ClassOf(before), cancellationToken) ? ""
            : "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize";
        if (refusal.Length > 0)
        {
            throw StatusErrors.Forbidden(admission.Request.GroupResource, admission.Name, refusal);
        }
    }

    private static Quantity SizeOf(JsonObject claim) =>
        Quantity.TryParse(claim.Child("spec").Child("resources").Child("requests").Text("storage"), out var size) ? size : Quantity.Zero;

    private static string ClassOf(JsonObject claim) => claim.Child("metadata").Child("annotations").Text(ClassAnnotation) is { Length: > 0 } annotated
        ? annotated
        : claim.Child("spec").Text("storageClassName");

    private async ValueTask<bool> CanGrowAsync(string wanted, string before, CancellationToken cancellationToken) =>
        wanted.Length > 0
        && wanted == before
        && await storage.FindAsync(classes.Keys.For(new("", wanted)), cancellationToken) is { } stored
        && classes.Decode(stored).Flag("allowVolumeExpansion") == true;
}
