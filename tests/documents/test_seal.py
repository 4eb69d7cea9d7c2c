"""The one seal, judged by programs that did not make it; and the key behind it."""

from __future__ import annotations

import io
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.documents.key import KEY_FILE, SealKey, UnusableKey, key_from_pkcs12, key_in, make_key
from tests.documents.conftest import Poppler

NOW = datetime(2027, 1, 14, tzinfo=UTC)


def test_pdfsig_finds_the_whole_document_sealed(internal_pdf: bytes, poppler: Poppler) -> None:
    told = poppler.run("pdfsig", internal_pdf, "-nocert")
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Brandt & Veld" in told


def test_pyhanko_finds_a_certification_that_allows_no_change(internal_pdf: bytes, key: SealKey) -> None:
    from asn1crypto import x509 as asn1

    reader = PdfFileReader(io.BytesIO(internal_pdf))
    (signature,) = reader.embedded_signatures
    roots = [asn1.Certificate.load(key.certificate_der)]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
    assert status.bottom_line
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert reader.input_version == (1, 7)


def test_the_cryptographic_field_is_invisible(internal_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(internal_pdf)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = key_in(tmp_path / "data", "Brandt & Veld", NOW)
    assert stat.S_IMODE((tmp_path / "data" / KEY_FILE).stat().st_mode) == 0o600
    assert key_in(tmp_path / "data", "Somebody else", NOW).pem == made.pem
    assert [path.name for path in (tmp_path / "data").iterdir()] == [KEY_FILE]
    public = made.certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 3072


def test_servers_in_containers_that_share_a_folder_agree_on_one_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has the same process number, in its own container."""
    others: list[SealKey] = []
    link = os.link

    def another_is_faster(draft: Path, path: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        others.append(key_in(tmp_path, "Brandt & Veld", NOW))
        link(draft, path)

    monkeypatch.setattr(os, "link", another_is_faster)
    mine = key_in(tmp_path, "Brandt & Veld", NOW)

    assert [mine.pem] == [each.pem for each in others] == [(tmp_path / KEY_FILE).read_bytes()]
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_broken_key_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"not a key")
    with pytest.raises(UnusableKey):
        key_in(tmp_path, "Brandt & Veld", NOW)
    assert (tmp_path / KEY_FILE).read_bytes() == b"not a key"


def test_a_certificate_of_another_key_is_refused(tmp_path: Path, key: SealKey) -> None:
    other = make_key("Other", NOW).pem
    private = key.pem[: key.pem.index(b"-----BEGIN CERTIFICATE")]
    (tmp_path / KEY_FILE).write_bytes(private + other[other.index(b"-----BEGIN CERTIFICATE") :])
    with pytest.raises(UnusableKey):
        key_in(tmp_path, "Brandt & Veld", NOW)


def test_an_organisation_can_bring_its_own_key(key: SealKey) -> None:
    private = serialization.load_pem_private_key(key.pem, password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    lock = serialization.BestAvailableEncryption(b"secret")
    archive = pkcs12.serialize_key_and_certificates(b"seal", private, key.certificate, None, lock)
    assert key_from_pkcs12(archive, b"secret").name == "Brandt & Veld"
    with pytest.raises(UnusableKey):
        key_from_pkcs12(archive, b"wrong")


def test_a_key_that_would_break_the_format_is_refused() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(private, hashes.SHA256())
    )
    archive = pkcs12.serialize_key_and_certificates(
        b"", private, certificate, None, serialization.NoEncryption()
    )
    with pytest.raises(UnusableKey):
        key_from_pkcs12(archive, None)


def test_a_key_does_not_show_itself(key: SealKey) -> None:
    assert "PRIVATE" not in repr(key)
