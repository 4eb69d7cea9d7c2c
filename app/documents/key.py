"""The installation's key: made at first start, kept in the data folder, or brought by the organisation.

RSA, because a P-256 key would make the file PDF 2.0, which PDF/A-3 is not. The certificate is self-signed unless the
organisation brings its own (PKCS#12); verifying pins it, so nobody has to be asked whether it is trusted.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

KEY_FILE = "seal.pem"
_YEARS = 30
"""A seal on a plan outlives the laptop that made it."""


class UnusableKey(ValueError):
    """The key file is not a private key with its certificate, or the password is wrong."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """A private key with its certificate, and those between it and a root if the organisation brought its own."""

    pem: bytes
    """Private key (PKCS#8), certificate, further certificates. Secret."""

    def __repr__(self) -> str:
        return "SealKey(…)"

    @property
    def certificate(self) -> x509.Certificate:
        return _certificates(self.pem)[0]

    @property
    def certificate_der(self) -> bytes:
        """What `verify` trusts; public."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def name(self) -> str:
        """Whose seal it is, as the certificate says."""
        return _common_name(self.certificate)


def make_key(owner: str, now: datetime) -> SealKey:
    """A fresh RSA-3072 key with a self-signed certificate for `owner` (at most 64 characters), valid for 30 years."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, owner[:64] or "Stratroom")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_only_signs(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    return SealKey(_pem(private, [certificate]))


def key_in(data: Path, owner: str, now: datetime) -> SealKey:
    """The key kept in the data folder, made there at first start, readable by its owner alone.

    Raises UnusableKey when the file is there but is no key: a key is never silently replaced, because documents
    sealed with it would no longer be recognised.
    """
    path = data / KEY_FILE
    if path.exists():
        return _checked(path.read_bytes())
    key = make_key(owner, now)
    return key if _write_new(path, key.pem) else _checked(path.read_bytes())


def key_from_pkcs12(archive: bytes, password: bytes | None) -> SealKey:
    """The organisation's own key and certificates. Raises UnusableKey."""
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(archive, password)
    except ValueError as error:
        raise UnusableKey("the archive cannot be opened: is the password right?") from error
    if not isinstance(private, rsa.RSAPrivateKey) or certificate is None:
        raise UnusableKey("the archive holds no RSA key with its certificate")
    return SealKey(_pem(private, [certificate, *others]))


def _only_signs() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(private: rsa.RSAPrivateKey, certificates: list[x509.Certificate]) -> bytes:
    key = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def _checked(pem: bytes) -> SealKey:
    """Raises UnusableKey unless private key and first certificate belong together."""
    try:
        private = serialization.load_pem_private_key(pem, password=None)
        certificates = _certificates(pem)
    except (ValueError, TypeError) as error:
        raise UnusableKey("the file holds no private key with its certificate") from error
    if not isinstance(private, rsa.RSAPrivateKey) or private.public_key() != certificates[0].public_key():
        raise UnusableKey("the private key and the certificate do not belong together")
    return SealKey(pem)


def _certificates(pem: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem)


def _common_name(certificate: x509.Certificate) -> str:
    named = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else certificate.subject.rfc4514_string()


def _write_new(path: Path, pem: bytes) -> bool:
    """Keep the key where nobody else can read it, whole or not at all; False if another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not named after the process: servers in containers that share a folder may all be number 7.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    with open(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
